export class Harbour {
  list(page: number) {
    return this.http.get(`/boats`, { page });
  }

  moor(id: string, place: Place) {
    return this.http.patch(`/boats/${id}`, place);
  }

  rename(id: string, name: Name) {
    return this.http.patch(`/boats/${id}`, place);
  }

  remove(id: string) {
    return this.http.delete(`/boats/${id}`);
  }
}
