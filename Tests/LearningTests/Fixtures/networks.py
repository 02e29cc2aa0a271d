# SPDX-License-Identifier: Apache-2.0
"""Writes networks.txt: outputs, losses, gradients and ten training steps of small networks, computed by torch.

python networks.py > networks.txt      (torch 2.15, CPU, float32; needs nothing else)

Weights are written input-major, as Learning keeps them. torch's second recurrent bias is held at zero, as Learning has one.
"""
import torch
import torch.nn as nn
import torch.nn.functional as F

torch.manual_seed(7)
torch.set_num_threads(1)


def put(name, values):
    print(name, *("%.9g" % v for v in values.detach().flatten().tolist()))


class AttentionLSTM(nn.Module):
    def __init__(self, inputs, width, outputs):
        super().__init__()
        self.lstm = nn.LSTM(inputs, width, batch_first=True)
        nn.init.zeros_(self.lstm.bias_hh_l0)
        self.lstm.bias_hh_l0.requires_grad_(False)
        self.key, self.query = nn.Linear(width, width), nn.Linear(width, width, bias=False)
        self.direction = nn.Linear(width, 1, bias=False)
        self.head = nn.Linear(2 * width, outputs)

    def forward(self, x):
        h, _ = self.lstm(x)
        last = h[:, -1]
        e = self.direction(torch.tanh(self.key(h) + self.query(last).unsqueeze(1))).squeeze(2)
        context = torch.bmm(torch.softmax(e, 1).unsqueeze(1), h).squeeze(1)
        return self.head(torch.cat((context, last), 1))

    def parts(self):
        l = self.lstm
        return [("lstm.input.weight", l.weight_ih_l0, True), ("lstm.recurrent.weight", l.weight_hh_l0, True),
                ("lstm.bias", l.bias_ih_l0, False), ("attention.key.weight", self.key.weight, True),
                ("attention.key.bias", self.key.bias, False), ("attention.query.weight", self.query.weight, True),
                ("attention.direction", self.direction.weight, False), ("head.weight", self.head.weight, True),
                ("head.bias", self.head.bias, False)]


class Block(nn.Module):
    def __init__(self, inputs, channels, dilation):
        super().__init__()
        self.pad = 2 * dilation
        self.first = nn.Conv1d(inputs, channels, 3, dilation=dilation)
        self.second = nn.Conv1d(channels, channels, 3, dilation=dilation)
        self.shortcut = nn.Conv1d(inputs, channels, 1) if inputs != channels else None

    def forward(self, x):
        y = torch.relu(self.first(F.pad(x, (self.pad, 0))))
        y = torch.relu(self.second(F.pad(y, (self.pad, 0))))
        return torch.relu(y + (self.shortcut(x) if self.shortcut is not None else x))


class TCN(nn.Module):
    def __init__(self, inputs, channels, outputs):
        super().__init__()
        self.blocks = nn.Sequential(Block(inputs, channels, 1), Block(channels, channels, 2))
        self.head = nn.Linear(channels, outputs)

    def forward(self, x):
        return self.head(self.blocks(x.transpose(1, 2))[:, :, -1])

    def parts(self):
        out = []
        for n, b in enumerate(self.blocks):
            for name in ("first", "second", "shortcut"):
                c = getattr(b, name)
                if c is None:
                    continue
                out += [(f"block{n}.{name}.weight", c.weight, True), (f"block{n}.{name}.bias", c.bias, False)]
        return out + [("head.weight", self.head.weight, True), ("head.bias", self.head.bias, False)]


def input_major(t, transposed):
    return t if not transposed else t.T if t.dim() == 2 else t.permute(2, 1, 0)  # taps, inputs, outputs


def run(name, net, batch, steps, inputs, outputs, loss_of, limit):
    x, y = torch.randn(batch, steps, inputs), torch.rand(batch, outputs)
    put(name + ".x", x), put(name + ".y", y)
    for part, t, tr in net.parts():
        put(f"{name}.{part}", input_major(t, tr))
    opt = torch.optim.Adam([p for p in net.parameters() if p.requires_grad], lr=1e-2)
    losses = []
    for step in range(10):
        opt.zero_grad()
        out = net(x)
        loss = loss_of(out, y)
        loss.backward()
        if step == 0:
            put(name + ".output", out)
            for part, t, tr in net.parts():
                put(f"{name}.gradient.{part}", input_major(t.grad, tr))
        losses.append(loss.item())
        if limit:
            nn.utils.clip_grad_norm_([p for p in net.parameters() if p.requires_grad], limit)
        opt.step()
    put(name + ".losses", torch.tensor(losses))
    for part, t, tr in net.parts():
        put(f"{name}.trained.{part}", input_major(t, tr))


def losses():
    out, target = 2 * torch.randn(5, 6), (torch.rand(5, 6) > 0.6).float()
    mask = torch.rand(5, 6) > 0.3
    put("loss.output", out), put("loss.target", target), put("loss.mask", mask.float())
    levels = torch.tensor([0.1, 0.5, 0.9])
    pin_target = target[:, :2] + 0.25

    def masked(l):
        return l[mask].mean()

    def pinball(o):
        e = pin_target.unsqueeze(2) - o.view(5, 2, 3)
        return torch.maximum(levels * e, (levels - 1) * e).mean()
    put("loss.quantile.target", pin_target)
    for name, f in (("squared", lambda o: masked((o - target) ** 2)), ("quantile", pinball),
                    ("crossEntropy", lambda o: masked(torch.where(target > 0.5, 3.0, 0.5) *
                     F.binary_cross_entropy_with_logits(o, target, reduction="none"))),
                    ("asymmetricSquared", lambda o: masked(torch.where(o > target, 0.5, 3.0) * (o - target) ** 2))):
        o = out.clone().requires_grad_(True)
        value = f(o)
        value.backward()
        put(f"loss.{name}", value), put(f"loss.{name}.gradient", o.grad)


print("# Written by networks.py with torch", torch.__version__)
run("attention", AttentionLSTM(3, 5, 2), 6, 4, 3, 2, F.mse_loss, None)
run("convolution", TCN(3, 4, 2), 6, 12, 3, 2, F.mse_loss, 0.5)
losses()
