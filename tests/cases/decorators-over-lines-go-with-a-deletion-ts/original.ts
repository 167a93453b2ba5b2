export class Notes {
  @Get()
  list() {
    return this.store.list();
  }

  @Post('import')
  @Docs({
    title: 'Import',
    tags: ['bulk'],
  })
  upload() {
    return this.store.fill();
  }

  @Get('one')
  one() {
    return this.store.one();
  }
}
