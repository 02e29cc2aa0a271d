// SPDX-License-Identifier: Apache-2.0

/// Why a request gets no answer but an error; the connection may be unusable afterwards.
struct RequestFault: Error, Hashable, Sendable {
    /// HTTP status code.
    let status: Int
    /// What was found and what was expected, in one sentence without anything of the request but checked text.
    let message: String
    /// Seconds after which another try makes sense, nil where it never does.
    var retryAfter: Int?

    init(_ status: Int, _ message: String, retryAfter: Int? = nil) {
        (self.status, self.message, self.retryAfter) = (status, message, retryAfter)
    }

    /// The answer; it tells the cause and nothing of the house.
    var answer: Answer {
        var json = JSONWriter()
        json.object { $0.put("error", message) }
        var answer = Answer(status: status, contentType: .json, body: .bytes(json.bytes))
        if let retryAfter { answer.fields.append(("Retry-After", "\(retryAfter)")) }
        if status == 401 { answer.fields.append(("WWW-Authenticate", "Bearer realm=\"hearth\"")) }
        if status == 405 { answer.fields.append(("Allow", "GET, HEAD")) }
        return answer
    }
}
