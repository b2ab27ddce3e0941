"""`python -m tests.parts` names each real part that is missing, with the command that brings it."""

from tests.parts.needs import PARTS

for part in PARTS:
    if not part.is_there():
        print(f"{part.name} is missing. To get it: {part.mend}")
