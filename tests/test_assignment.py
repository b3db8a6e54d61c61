"""Two workers give out the customers of one team in turn, at the same time."""

from concurrent.futures import ThreadPoolExecutor

import pytest

MEMBERS, WORKERS, REQUESTS, BATCH = 4, 2, 20, 50


@pytest.fixture(scope="module")
def team(admin, make_user):
    """A team with four members and the rule "in turn"."""
    group = "antcrm_share.group_user"
    users = [make_user(group).uid for _number in range(MEMBERS)]
    (team_id,) = admin.call(
        "crm.team", "create", [{"name": "Turns", "assignment_rule": "round_robin"}]
    )
    admin.call(
        "crm.team.member",
        "create",
        [{"crm_team_id": team_id, "user_id": user_id} for user_id in users],
    )
    return team_id


def test_turns_stay_fair(server, admin, make_user, team):
    """A thousand leads each, in requests of fifty: nobody fails, nobody gets more."""
    options = {"pic_mode": "team", "pic_team_id": team, "share_mode": "all"}
    workers = [make_user("antcrm_share.group_user") for _number in range(WORKERS)]

    def run(numbered):
        worker, client = numbered
        return [
            client.call(
                "antcrm.intake",
                "apply",
                "lead",
                [
                    {"name": f"Turn {worker}.{request}.{number}"}
                    for number in range(BATCH)
                ],
                options,
            )
            for request in range(REQUESTS)
        ]

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(run, enumerate(workers)))
    groups = admin.call(
        "crm.lead",
        "formatted_read_group",
        [["name", "=like", "Turn %"]],
        ["user_id"],
        ["__count"],
    )
    counts = [group["__count"] for group in groups]
    assert sum(counts) == WORKERS * REQUESTS * BATCH
    assert len(counts) == MEMBERS
    assert max(counts) - min(counts) <= 1, counts
    assert "could not serialize" not in server.new_log()
