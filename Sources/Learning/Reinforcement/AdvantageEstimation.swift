// SPDX-License-Identifier: Apache-2.0

/// Generalised advantage estimation (Schulman and others 2016, equation 16).
///
/// `delta_t = r_t + gamma V_(t+1) - V_t`, `A_t = delta_t + gamma lambda A_(t+1)`; where an episode ended with step `t` nothing
/// of what follows enters. Returns are `A_t + V_t`.
struct AdvantageEstimation: Hashable, Sendable {
    /// `gamma`, in 0...1.
    let discount: Float
    /// `lambda`, in 0...1.
    let traceDecay: Float

    /// Computes advantages and returns of `steps x count` transitions, time-major.
    ///
    /// - Parameters:
    ///   - rewards: rewards; those of a truncated episode's last step include the discounted value of where it was cut.
    ///   - values: estimates before each step.
    ///   - continues: 0 where the episode ended with the step, else 1.
    ///   - nextValues: `count` estimates after the last step.
    func estimate(
        steps: Int, count: Int, rewards: UnsafePointer<Float>, values: UnsafePointer<Float>,
        continues: UnsafePointer<Float>, nextValues: UnsafePointer<Float>, advantages: UnsafeMutablePointer<Float>,
        returns: UnsafeMutablePointer<Float>
    ) {
        for column in 0..<count {
            var (advantage, next): (Float, Float) = (0, nextValues[column])
            for step in (0..<steps).reversed() {
                let at = step * count + column
                let delta = rewards[at] + discount * next * continues[at] - values[at]
                advantage = delta + discount * traceDecay * continues[at] * advantage
                advantages[at] = advantage
                returns[at] = advantage + values[at]
                next = values[at]
            }
        }
    }
}
