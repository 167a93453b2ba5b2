export function Book() {
  return (
    <form action="/book" method="post">
      <div className="row">
        <label htmlFor="guest">Guest</label>
        <input id="guest" name="guest" type="text" required />
      </div>
      <div className="row">
        <label htmlFor="nights">Nights</label>
        <input id="nights" name="nights" type="number" required />
      </div>
      <div className="row">
        <label htmlFor="wishes">Wishes</label>
        <textarea id="wishes" name="wishes" rows="4"></textarea>
      </div>
      <button type="submit">Book</button>
    </form>
  );
}
