from . import as_formerly

Migration = as_formerly("0002_methods_commons")
