"""Why a nominal is open to one person, and what closes it: named people, break-glass, seals."""
