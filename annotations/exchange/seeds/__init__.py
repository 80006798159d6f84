"""What a leader wrote in one seminar and takes along into another that is started from it."""
