"""Make guards and views anew from the code, in fewer words: no table changes, and no rule.

Revision 0007, after 0006.
"""

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Nothing: `env.py` drops the triggers and views and makes them again."""
