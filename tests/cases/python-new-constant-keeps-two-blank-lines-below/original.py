import os

MAX_LOANS = 8
FINE_PER_DAY = 20  # cents


def fine(loan, today=None):
    """The fine in cents, 0 when the loan is not late."""
    end = today or loan.end
    late = (end - loan.due).days
    return max(0, late) * FINE_PER_DAY


def cap(loan):
    return loan.cap
