export function Card({ user }: Props) {
  return (
    <dl className="card">
      <dt>Name</dt>
      <dd>{user.name}</dd>
      <dt>Email</dt>
      <dd>{user.email}</dd>
      <dt>Phone</dt>
      <dd>{user.phone}</dd>
    </dl>
  );
}
