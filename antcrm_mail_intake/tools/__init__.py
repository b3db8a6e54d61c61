from . import forward_words
from . import html_lines
from . import forwarded
from . import mail_reader
