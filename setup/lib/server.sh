# shellcheck shell=bash
# The server that "run" leaves running.

PORT=${ODOO_HTTP_PORT:-8069}
SERVER_PID=$HOST/server.pid
SERVER_MADE=$HOST/server.made

server() {
    step "Server"
    local key
    key="$(host_key) $(addons files) $PORT"
    if server_runs && is_done "$SERVER_MADE" "$key" && server_answers; then
        return
    fi
    check_port
    stop_server
    # 9>&-: it outlives this command and must not keep its lock
    setsid "$VENV/bin/python" -m odoo --database antcrm_demo --db-filter '^antcrm_demo$' \
        --http-port "$PORT" --max-cron-threads 2 --workers 0 --pidfile "$SERVER_PID" \
        >"$LOGS/server.log" 2>&1 </dev/null 9>&- &
    echo $! >"$SERVER_PID"
    until server_answers; do
        if ! server_runs; then
            tail -n 15 "$LOGS/server.log" >&2
            die "the server stopped (all of it: $LOGS/server.log)"
        fi
        sleep 0.3
    done
    mark_done "$SERVER_MADE" "$key"
}

server_runs() {
    [[ -f $SERVER_PID ]] && grep -qsz '^odoo$' "/proc/$(<"$SERVER_PID")/cmdline"
}

server_answers() {
    "$VENV/bin/python" - "$PORT" <<'END' 2>/dev/null
import sys, urllib.request
urllib.request.urlopen(f"http://127.0.0.1:{sys.argv[1]}/web/health", timeout=60)
END
}

stop_server() {
    local process
    server_runs || return 0
    process=$(<"$SERVER_PID")
    kill "$process"
    for _ in {1..100}; do
        server_runs || break
        sleep 0.1
    done
    ! server_runs || kill -KILL "$process"
    rm -f "$SERVER_PID" "$SERVER_MADE"
}

# Say at once, not after minutes, that somebody else has the port.
check_port() {
    server_runs && [[ -f $SERVER_MADE && $(<"$SERVER_MADE") == *" $PORT" ]] && return
    ! (: <"/dev/tcp/127.0.0.1/$PORT") 2>/dev/null ||
        die "port $PORT is taken by another program (ODOO_HTTP_PORT chooses another)"
}
