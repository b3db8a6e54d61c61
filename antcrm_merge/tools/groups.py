"""What pairs connect."""

from collections import defaultdict


def connect(pairs):
    """Return the groups that pairs connect: where A is paired with B, and B with C, the
    three are one group.

    :param pairs: pairs of values that can be keys
    :return: list of lists, in the order in which the pairs name them first
    """
    parents = {}

    def find(node):
        while parents.setdefault(node, node) != node:
            parents[node] = node = parents[parents[node]]
        return node

    for one, two in pairs:
        parents[find(two)] = find(one)
    groups = defaultdict(list)
    for node in list(parents):
        groups[find(node)].append(node)
    return list(groups.values())
