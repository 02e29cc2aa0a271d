// SPDX-License-Identifier: Apache-2.0

import KernelsPortable

extension KernelSet {
    /// Compiled for any processor of the architecture.
    static let portable = KernelSet(
        matrixProduct: Kernel.matrixProduct,
        exponential: Kernel.exponential,
        sigmoid: Kernel.sigmoid,
        hyperbolicTangent: Kernel.hyperbolicTangent,
        fillRows: Kernel.fillRows,
        addColumnSums: Kernel.addColumnSums,
        axpy: Kernel.axpy,
        addScaledRows: Kernel.addScaledRows,
        scaleRows: Kernel.scaleRows,
        rowDots: Kernel.rowDots,
        rectify: Kernel.rectify,
        rectifyBackward: Kernel.rectifyBackward,
        cellForward: Kernel.cellForward,
        cellBackward: Kernel.cellBackward,
        additiveScore: Kernel.additiveScore,
        additiveScoreBackward: Kernel.additiveScoreBackward,
        softmaxColumns: Kernel.softmaxColumns,
        softmaxColumnsBackward: Kernel.softmaxColumnsBackward,
        adamStep: Kernel.adamStep,
        sumOfSquares: Kernel.sumOfSquares)
}
