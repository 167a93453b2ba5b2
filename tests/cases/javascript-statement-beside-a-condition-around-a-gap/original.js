function cool(user, opts) {
  if (user.role.admin && opts.force) {
    purge();
  }
  cleanup();
}
