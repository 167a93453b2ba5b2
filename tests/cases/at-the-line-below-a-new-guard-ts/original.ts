export class Api {
  async get(id: string) {
    const res = await this.http.get(`/items/${id}`);
    return res.data;
  }

  async put(id: string, body: Item) {
    const res = await this.http.put(`/items/${id}`, body);
    return res.data;
  }

  // dangerous
  async del(id: string) {
    const res = await this.http.del(`/items/${id}`);
    return res.data;
  }
}
