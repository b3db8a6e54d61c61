"""A mail server for a machine of one's own: what it gets, Odoo's mail gateway gets.

Usage: smtp.py PORT ODOO_PORT DATABASE USER_ID PASSWORD

Any recipient is taken, as by a mail server whose last step is the host's
``odoo-mailgate.py``: the envelope goes along in the headers that mail servers write.
Listens on the loopback interface alone.
"""

import asyncio
import sys
import xmlrpc.client

from aiosmtpd.smtp import SMTP

MAX_BYTES = 25_000_000


# What the host raises for a mail that none of its addresses is meant by: the one fault
# that does not pass by itself
NO_ROUTE = "ValueError: No possible route found"
LATER = "451 Odoo does not take the mail now, try again later"


class Gateway:
    """Hands each mail on, and answers for Odoo: 250 when the mail is in, 550 when it is
    for nobody, and 451 for all else, so that whoever sends it keeps it and tries again:
    the database is away, Odoo restarts, a password has changed."""

    def __init__(self, port, database, user_id, password):
        self.url = f"http://127.0.0.1:{port}/xmlrpc/2/object"
        self.login = (database, int(user_id), password)

    async def handle_DATA(self, server, session, envelope):
        head = f"Return-Path: <{envelope.mail_from or ''}>\r\n"
        head += "".join(f"X-Original-To: {to}\r\n" for to in envelope.rcpt_tos)
        mail = head.encode("utf-8", "surrogateescape") + envelope.original_content
        try:
            await asyncio.to_thread(self.process, mail)
        except xmlrpc.client.Fault as fault:
            # the last line of a traceback says what is wrong
            reason = (fault.faultString.strip().splitlines() or [""])[-1]
            print(f"refused: {reason}", flush=True)
            if NO_ROUTE not in fault.faultString:
                return LATER
            return "550 " + reason.encode("ascii", "replace").decode()[:400]
        except Exception as error:
            # no connection, a proxy's error page, half an answer
            print(f"not now: {error!r}", flush=True)
            return LATER
        return "250 OK"

    def process(self, mail):
        odoo = xmlrpc.client.ServerProxy(self.url, allow_none=True)
        arguments = [False, xmlrpc.client.Binary(mail)]
        odoo.execute_kw(*self.login, "mail.thread", "message_process", arguments)


async def main(port, *arguments):
    def make_server():
        return SMTP(
            Gateway(*arguments),
            hostname="localhost",
            data_size_limit=MAX_BYTES,
            enable_SMTPUTF8=True,
        )

    loop = asyncio.get_running_loop()
    server = await loop.create_server(make_server, "127.0.0.1", int(port))
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
