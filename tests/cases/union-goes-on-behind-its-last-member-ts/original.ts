type Move =
  | {
      kind: "rook";
      file: number;
    }
  | {
      kind: "pawn";
      row: number;
    };

const start: Move[] = [];
