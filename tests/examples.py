"""Run the examples of our docs as a program does."""

import json
import os
import subprocess


def run(example, user, **variables):
    """Run an example in a shell, and return what the server answered.

    :param user: the :class:`host.Client` whose key it uses
    :param variables: further ones of the environment
    """
    done = subprocess.run(
        ["sh", "-ec", example],
        env={
            **os.environ,
            "ODOO_URL": user.url,
            "ODOO_DATABASE": user.database,
            "ODOO_API_KEY": user.api_key,
            **variables,
        },
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return json.loads(done.stdout)
