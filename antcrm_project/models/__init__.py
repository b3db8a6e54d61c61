from . import project_collaborator
from . import project_task
