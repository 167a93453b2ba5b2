const { normal } = require('./normal');

exports.first = (data) => data.first;

exports.versionOf = (data, name) => {
	if (data.known && name in data.known) {
		return normal(data.known[name]);
	}
	return normal(data.other[name]);
};
