"""What goes out of a seminar in other forms: bibliography, exports, the critical edition."""
