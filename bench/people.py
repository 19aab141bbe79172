"""Six people who see very different numbers of nominals."""

FEW = "few"
MANY = "many"
THREE_AREAS = "three areas"
NATIONAL = "national"
THIRTY_GROUPS = "thirty groups"
NONE = "none"
KINDS = (FEW, MANY, THREE_AREAS, NATIONAL, THIRTY_GROUPS, NONE)
COORDINATOR = "co-ordinator"  # who invites fifteen agencies


def email(kind: str) -> str:
    return f"{kind.replace(' ', '.')}@bench.example"
