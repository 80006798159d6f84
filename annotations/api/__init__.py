"""What programs use: tokens, the W3C Web Annotation Protocol, and the page that explains both."""
