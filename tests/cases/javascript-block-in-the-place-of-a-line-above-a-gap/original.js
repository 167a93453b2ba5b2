module.exports = {
    garden: {
        soil: "loam",

        beds: [],
        paths: {
            main: "gravel"
        }
    }
};
