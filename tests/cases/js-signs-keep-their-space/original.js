function more(bed) {
    bed.plants++;
    bed.seeds = bed.seeds-1;
}
