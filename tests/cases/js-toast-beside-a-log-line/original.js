export async function save(form) {
  try {
    await api.put('/profile', form);
  } catch (err) {
    console.error(err);
    toast.warn(err.message);
    setBusy(false);
  }
  done();
}
