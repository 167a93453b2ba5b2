router.before((to, from, next) => {
  const user = store.user;
  watch(user);
  const role = to.role;
  if (role && !user.roles.includes(role)) {
    next(false);
    return;
  }

  next();
});
