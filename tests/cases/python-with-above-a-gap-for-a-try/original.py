class Upload(Parser):
    def name_of(self, request, context):
        try:
            return context['kwargs']['name']
        except KeyError:
            pass

        try:
            meta = context['request'].META
            found = parse_header(meta['HTTP_NAME'])
            if 'long' in found:
                return found['long']
            else:
                return found['short']
        except (AttributeError, KeyError, ValueError):
            pass

    def close(self):
        self.file.close()
