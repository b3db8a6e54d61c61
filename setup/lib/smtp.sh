# shellcheck shell=bash
# The mail server that "run" leaves running beside Odoo's: see smtp.py.

SMTP_PORT=${ODOO_SMTP_PORT:-2525}
SMTP_PID=$HOST/smtp.pid
SMTP_MADE=$HOST/smtp.made

smtp_listener() {
    step "Mail server"
    local key
    key="$(hash_of "$ROOT/setup/lib/smtp.py") $PORT $SMTP_PORT"
    if smtp_runs && is_done "$SMTP_MADE" "$key"; then
        return
    fi
    check_smtp_port
    stop_smtp
    # 9>&-: it outlives this command and must not keep its lock; 2: the demo's admin
    setsid "$VENV/bin/python" "$ROOT/setup/lib/smtp.py" "$SMTP_PORT" "$PORT" antcrm_demo 2 admin \
        >"$LOGS/smtp.log" 2>&1 </dev/null 9>&- &
    echo $! >"$SMTP_PID"
    until (: <"/dev/tcp/127.0.0.1/$SMTP_PORT") 2>/dev/null; do
        # not smtp_runs: a process that has just been started is not called so yet
        if ! kill -0 "$(<"$SMTP_PID")" 2>/dev/null; then
            tail -n 15 "$LOGS/smtp.log" >&2
            die "the mail server stopped (all of it: $LOGS/smtp.log)"
        fi
        sleep 0.2
    done
    mark_done "$SMTP_MADE" "$key"
}

smtp_runs() {
    [[ -f $SMTP_PID ]] && grep -qsz '/setup/lib/smtp\.py$' "/proc/$(<"$SMTP_PID")/cmdline"
}

stop_smtp() {
    ! smtp_runs || kill "$(<"$SMTP_PID")"
    rm -f "$SMTP_PID" "$SMTP_MADE"
}

# Say at once, not after minutes, that somebody else has the port.
check_smtp_port() {
    smtp_runs && [[ -f $SMTP_MADE && $(<"$SMTP_MADE") == *" $SMTP_PORT" ]] && return
    ! (: <"/dev/tcp/127.0.0.1/$SMTP_PORT") 2>/dev/null ||
        die "port $SMTP_PORT is taken by another program (ODOO_SMTP_PORT chooses another)"
}
