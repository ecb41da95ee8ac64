"""What people see: the tray, its menu, and what stands for it where there is none."""
