from . import project_collaborator
