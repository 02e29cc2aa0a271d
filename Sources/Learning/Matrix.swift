// SPDX-License-Identifier: Apache-2.0

/// A matrix in memory that somebody else owns.
struct Matrix {
    let start: UnsafePointer<Float>
    let rows: Int
    let columns: Int
    let rowStride: Int
    let columnStride: Int

    /// A row-major matrix without gaps.
    init(_ start: UnsafePointer<Float>, _ rows: Int, _ columns: Int) {
        self.init(start: start, rows: rows, columns: columns, rowStride: columns, columnStride: 1)
    }

    private init(start: UnsafePointer<Float>, rows: Int, columns: Int, rowStride: Int, columnStride: Int) {
        self.start = start
        self.rows = rows
        self.columns = columns
        self.rowStride = rowStride
        self.columnStride = columnStride
    }

    /// Rows and columns exchanged, without a copy.
    var transposed: Matrix {
        Matrix(start: start, rows: columns, columns: rows, rowStride: columnStride, columnStride: rowStride)
    }
}

/// The kernels in use and the scratch memory they need.
final class Workbench {
    let kernels: KernelSet
    private let scratch = FloatBuffer(KernelSet.matrixProductScratch)

    init(_ arithmetic: Arithmetic) { kernels = KernelSet(arithmetic) }

    /// `c = a b`, or `c += a b`; `c` is row-major without gaps, `b` is not a transposed matrix.
    func multiply(_ a: Matrix, _ b: Matrix, into c: UnsafeMutablePointer<Float>, adding: Bool) {
        assert(a.columns == b.rows && b.columnStride == 1)
        kernels.matrixProduct(
            a.rows, b.columns, a.columns, a.start, a.rowStride, a.columnStride, b.start, b.rowStride, c, b.columns,
            adding, scratch.start)
    }

    /// Copies a row-major `rows x columns` matrix to its transpose, for products that need it row by row.
    func transpose(_ source: UnsafePointer<Float>, _ rows: Int, _ columns: Int, to target: FloatBuffer) {
        for i in 0..<rows {
            let row = source + i * columns
            for j in 0..<columns { target.start[j * rows + i] = row[j] }
        }
    }
}
