"""The page of one claim with the forms that change it, and the page that pulls out a new one."""
