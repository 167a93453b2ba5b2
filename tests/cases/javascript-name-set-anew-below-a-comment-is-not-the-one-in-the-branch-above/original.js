if (query.name) {
  fileName = query.name;
} else {
  fileName = unique('file_');
}

filePath = dir + fileName;

start(filePath);
