from . import as_formerly

Migration = as_formerly("0001_initial")
