// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Energy
import ModelIO
import ReadingStore

/// `hearth models`: the trained models of the house.
struct ModelsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models", abstract: "Lists the house's forecast models, and says which one is used.",
        discussion: "Example: hearth models list",
        subcommands: [List.self, Show.self, Promote.self, Rollback.self])

    /// Where the models are.
    struct Place: ParsableArguments {
        @Option(help: "Database; the folder models stands beside it.")
        var database = DataCommand.defaultDatabase

        @Flag(help: "Print one JSON document.")
        var json = false

        var folder: ModelFolder { ModelFolder(besideDatabase: database) }

        func open() throws -> ReadingStore {
            try DataCommand.storing { try ReadingStore(reading: database) }
        }
    }

    /// Runs `hearth models list`.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists every model with what became of it.",
            discussion: """
                A target without a champion is forecast by the mean of its last days. Of the others the files of the last
                three former and the last two refused ones are kept; who has none cannot be promoted any more.

                Example: hearth models list --database /var/lib/hearth/hearth.sqlite
                """)

        @OptionGroup var place: Place

        func run() throws {
            let store = try place.open()
            let models = try DataCommand.storing { try store.models(target: nil) }
            let folder = place.folder
            if place.json {
                return StandardOutput.write(try JSONOutput.text(models.map { ModelDocument($0, in: folder) }))
            }
            var table = TextTable(leftColumns: 5)
            table.add("model", "forecasts", "state", "trained from", "to", "KiB")
            for model in models {
                table.add(
                    model.id, model.target.rawValue, model.state.rawValue, model.training.lowerBound.date.description,
                    model.training.upperBound.date.description,
                    folder.holds(model.id) ? "\(model.bytes / 1024)" : "deleted")
            }
            StandardOutput.write(models.isEmpty ? "no model yet; all forecasts are naive" : table.text)
        }
    }

    /// Runs `hearth models show`.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints what is known of a model, and every decision on it.",
            discussion: "Example: hearth models show demand-20261107T000000Z-5f3a91c2")

        @Argument(help: "Id of the model, as `hearth models list` names it.")
        var id: String

        @OptionGroup var place: Place

        func run() throws {
            let store = try place.open()
            let models = try DataCommand.storing { try store.models(target: nil) }
            guard let model = models.first(where: { $0.id == id }) else {
                throw CommandFailure.usage("<id>: found \"\(id)\", expected one that `hearth models list` names")
            }
            let decisions = try DataCommand.storing { try store.modelDecisions(target: model.target, limit: 1000) }
                .filter { $0.model == id || $0.champion == id }
            if place.json {
                let document = ModelHistoryDocument(
                    model: ModelDocument(model, in: place.folder), decisions: decisions.map(ModelDecisionDocument.init))
                return StandardOutput.write(try JSONOutput.text(document))
            }
            var table = TextTable(leftColumns: 2)
            table.add("forecasts", model.target.rawValue)
            table.add("state", model.state.rawValue)
            table.add("trained on", "\(model.training.lowerBound.date) to \(model.training.upperBound.date)")
            let size = place.folder.holds(id) ? "\(model.bytes / 1024) KiB" : "deleted"
            table.add("file", "\(place.folder.file(id)), \(size)")
            StandardOutput.write(table.text)
            for decision in decisions.reversed() { StandardOutput.write(decision.line) }
        }
    }

    /// Runs `hearth models promote`.
    struct Promote: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Puts a model to use, whatever its trial says.",
            discussion: "Example: hearth models promote demand-20261107T000000Z-5f3a91c2")

        @Argument(help: "Id of the model.")
        var id: String

        @OptionGroup var place: Place

        func run() throws {
            guard let target = ForecastTarget.allCases.first(where: { id.hasPrefix("\($0.rawValue)-") }) else {
                throw CommandFailure.usage("<id>: found \"\(id)\", expected one that `hearth models list` names")
            }
            try WishErrand(database: place.database).run(ModelWish(.promote, target, model: id), json: place.json)
        }
    }

    /// Runs `hearth models rollback`.
    struct Rollback: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Goes back to the former model; without one, to the naive forecast.",
            discussion: "Example: hearth models rollback demand")

        @Argument(help: "What is forecast: price, demand, solar or carbon.")
        var target: String

        @OptionGroup var place: Place

        func run() throws {
            let target = try CommandInput.forecastTarget(target)
            let store = try place.open()
            let inUse = try DataCommand.storing { try store.models(target: target) }.first { $0.state == .champion }
            try WishErrand(database: place.database)
                .run(ModelWish(.rollback, target, champion: inUse?.id), json: place.json)
        }
    }
}

extension CommandInput {
    /// A target by its name.
    static func forecastTarget(_ text: String) throws -> ForecastTarget {
        if let target = ForecastTarget(rawValue: text) { return target }
        let names = ForecastTarget.allCases.map(\.rawValue).joined(separator: ", ")
        throw CommandFailure.usage("<target>: found \"\(text)\", expected one of \(names)")
    }
}
