noroot
