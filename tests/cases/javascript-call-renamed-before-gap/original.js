const load = () => {
  start();
  return api.get();
};

const put = async (t) => {
  check(t);
  await api.put(t.id, t);
  dispatch(load());
};
