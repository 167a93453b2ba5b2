export function Form() {
  return (
    <fieldset>
      <Field
        label={t('name')}
        value={name}
        onChange={(value) => setName(value)}
      />
      <Field
        label={t('email')}
        type="email"
        value={email}
        onChange={(value) => setEmail(value)}
      />
    </fieldset>
  );
}
