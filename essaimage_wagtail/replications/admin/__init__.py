"""The admin of replications: their rows, the panel on a sheet, the form that starts one."""
