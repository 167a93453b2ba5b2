function watch(source) {
	return {
		close: () => source.close(),
		info:
			source.info &&
			(() => {
				const all = source.info();
				for (const path of hidden) {
					all.delete(path);
				}
				return all;
			})
	};
}
