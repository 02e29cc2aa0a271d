# SPDX-License-Identifier: Apache-2.0
"""Writes reinforcement.txt: recurrent PPO's advantages, probabilities, losses and gradients, computed by sb3-contrib and torch.

python reinforcement.py > reinforcement.txt    (sb3-contrib 2.9.2, stable-baselines3 2.9.2, torch 2.15, CPU, float32)

Sequences are written one after the other, each with all its steps. Weights are written input-major, as Learning keeps them.
torch's second recurrent bias is held at zero, as Learning has one. Values that are clipped count with the larger of both
errors (the paper's code; stable-baselines3 takes the clipped one alone).
"""
import numpy as np
import torch
from gymnasium import spaces
from sb3_contrib.common.recurrent.policies import RecurrentActorCriticPolicy
from sb3_contrib.common.recurrent.type_aliases import RNNStates
from stable_baselines3.common.buffers import RolloutBuffer

torch.manual_seed(7)
torch.set_num_threads(1)
INPUTS, WIDTH, HEAD, SEQUENCES, STEPS = 3, 5, 6, 3, 6


def put(name, values):
    values = torch.as_tensor(np.asarray(values.detach() if torch.is_tensor(values) else values))
    print(name, *("%.9g" % v for v in values.flatten().tolist()))


def policy(space):
    p = RecurrentActorCriticPolicy(
        spaces.Box(-9, 9, (INPUTS,)), space, lambda _: 1e-3, net_arch=dict(pi=[HEAD, HEAD], vf=[HEAD, HEAD]),
        lstm_hidden_size=WIDTH, log_std_init=-0.3)
    for l in (p.lstm_actor, p.lstm_critic):
        torch.nn.init.zeros_(l.bias_hh_l0)
    for q in p.parameters():                # away from the small last layer, that every gradient may be seen
        if q.ndim == 2:
            torch.nn.init.normal_(q, std=0.5)
    return p


def parts(p):
    out = []
    for name, l, net, last in (("actor", p.lstm_actor, p.mlp_extractor.policy_net, p.action_net),
                               ("critic", p.lstm_critic, p.mlp_extractor.value_net, p.value_net)):
        out += [(f"{name}.lstm.input.weight", l.weight_ih_l0, True), (f"{name}.lstm.recurrent.weight", l.weight_hh_l0, True),
                (f"{name}.lstm.bias", l.bias_ih_l0, False)]
        for part, d in (("first", net[0]), ("second", net[2]), ("output", last)):
            out += [(f"{name}.{part}.weight", d.weight, True), (f"{name}.{part}.bias", d.bias, False)]
    return out + ([("actor.logDeviation", p.log_std, False)] if hasattr(p, "log_std") else [])


def run(name, space, value_clip, entropy_coefficient, masked=False):
    p, rows = policy(space), SEQUENCES * STEPS
    for part, t, tr in parts(p):
        put(f"{name}.{part}", t.T if tr else t)
    obs, states = torch.randn(rows, INPUTS), [0.5 * torch.randn(1, SEQUENCES, WIDTH) for _ in range(4)]
    starts = torch.zeros(SEQUENCES, STEPS)
    starts[0, 2] = starts[1, 0] = starts[1, 5] = 1
    counts = torch.ones(SEQUENCES, STEPS)
    counts[2, 4:] = 0
    starts, counts = starts.flatten(), counts.flatten() > 0
    discrete = isinstance(space, spaces.Discrete)
    actions = torch.randint(0, space.n, (rows,)) if discrete else torch.randn(rows, *space.shape)
    allowed = torch.ones(rows, space.n) if discrete else None
    if masked:
        allowed = (torch.rand(rows, space.n) > 0.4).float()
        allowed[torch.arange(rows), actions] = 1
    old = 0.3 * torch.randn(rows)
    old_values, advantages, returns = torch.randn(rows), torch.randn(rows), torch.randn(rows)
    if masked:                              # the policy's own distribution, its forbidden logits far below all others
        whole = p._get_action_dist_from_latent
        def cut(latent):
            d = whole(latent)
            return d.proba_distribution(d.distribution.logits.masked_fill(allowed == 0, -1e8))
        p._get_action_dist_from_latent = cut
    values, log_prob, entropy = p.evaluate_actions(
        obs, actions, RNNStates(tuple(states[:2]), tuple(states[2:])), starts)
    values, old = values.flatten(), (old + log_prob).detach()
    # What follows are the lines of RecurrentPPO.train
    a = (advantages - advantages[counts].mean()) / (advantages[counts].std() + 1e-8)
    ratio = torch.exp(log_prob - old)
    policy_loss = -torch.mean(torch.min(a * ratio, a * torch.clamp(ratio, 0.8, 1.2))[counts])
    clipped = torch.mean((torch.abs(ratio - 1) > 0.2).float()[counts])
    error = (returns - values) ** 2
    if value_clip is not None:
        near = old_values + torch.clamp(values - old_values, -value_clip, value_clip)
        error = torch.maximum(error, (returns - near) ** 2)
    value_loss = torch.mean(error[counts])
    mean_entropy = torch.mean(entropy[counts])
    log_ratio = log_prob - old
    divergence = torch.mean(((torch.exp(log_ratio) - 1) - log_ratio)[counts])
    loss = policy_loss - entropy_coefficient * mean_entropy + 0.5 * value_loss
    loss.backward()
    for what, v in (("observations", obs), ("states", torch.stack(states)), ("starts", starts), ("counts", counts.float()),
                    ("actions", actions), ("oldLogProbabilities", old), ("oldValues", old_values),
                    ("advantages", advantages), ("returns", returns), ("values", values),
                    ("logProbabilities", log_prob), ("entropies", entropy), ("normalisedAdvantages", a),
                    ("terms", torch.stack([policy_loss, value_loss, mean_entropy, divergence, clipped]))):
        put(f"{name}.{what}", v)
    if discrete:
        put(f"{name}.masks", allowed)
    for part, t, tr in parts(p):
        put(f"{name}.gradient.{part}", t.grad.T if tr else t.grad)


def advantages():
    steps, count = 7, 3
    b = RolloutBuffer(steps, spaces.Box(-1, 1, (1,)), spaces.Discrete(2), gamma=0.97, gae_lambda=0.9, n_envs=count)
    g = np.random.default_rng(3)
    b.rewards[:], b.values[:] = g.normal(size=(steps, count)), g.normal(size=(steps, count))
    ends = g.random((steps, count)) < 0.25
    b.episode_starts[1:] = ends[:-1]
    last = torch.tensor(g.normal(size=count), dtype=torch.float32)
    b.compute_returns_and_advantage(last, ends[-1])
    for what, v in (("rewards", b.rewards), ("values", b.values), ("continues", 1.0 - ends), ("nextValues", last),
                    ("advantages", b.advantages), ("returns", b.returns)):
        put("gae." + what, v)


print("# Written by reinforcement.py with sb3-contrib 2.9.2 and torch", torch.__version__)
advantages()
run("discrete", spaces.Discrete(4), None, 0.01)
run("masked", spaces.Discrete(4), 0.4, 0.05, masked=True)
run("continuous", spaces.Box(-1, 1, (2,)), None, 0.01)
