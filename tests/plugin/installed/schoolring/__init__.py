"""What an invented ring of schools adds for itself: a rule, a question and a format, a module each."""

from pathlib import Path

from schoolring.crowded_role import CROWDED_ROLE
from schoolring.seats import SEATS_PER_SCHOOL
from schoolring.wish_list import WISH_LIST

GAP_CODES = (CROWDED_ROLE,)
QUESTIONS = (SEATS_PER_SCHOOL,)
FORMATS = (WISH_LIST,)
LOCALE = Path(__file__).with_name("locale")
