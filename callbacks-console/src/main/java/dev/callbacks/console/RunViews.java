// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.console;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.callbacks.autoconfigure.genai.CostProperties;
import dev.callbacks.autoconfigure.genai.CostProperties.Price;
import dev.callbacks.autoconfigure.genai.GenAiRequest;
import dev.callbacks.autoconfigure.genai.GenAiResponse;
import dev.callbacks.autoconfigure.operation.Content;
import dev.callbacks.event.ChatModelStart;
import dev.callbacks.event.ErrorEvent;
import dev.callbacks.event.LlmError;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.StartEvent;
import dev.callbacks.event.TerminalEvent;
import dev.callbacks.handler.RecordedEnding;
import dev.callbacks.handler.RecordedRun;
import dev.callbacks.message.ChatOptions;
import dev.callbacks.message.ToolDefinition;
import org.jspecify.annotations.Nullable;

/**
 * The views of runs. Each has the name of the instance of its run, or {@code null} if
 * there is one instance only.
 */
final class RunViews {

	private final CostProperties prices;

	private final StartWaits waits;

	RunViews(CostProperties prices, StartWaits waits) {
		this.prices = prices;
		this.waits = waits;
	}

	/**
	 * Creates the view of a recorded run.
	 */
	RunView of(RecordedRun run, Content content, @Nullable String instance) {
		StartEvent start = run.events()
			.stream()
			.filter(StartEvent.class::isInstance)
			.map(StartEvent.class::cast)
			.findFirst()
			.orElse(null);
		return create(run, start, content, instance);
	}

	/**
	 * Creates the view of a run that starts.
	 */
	RunView of(StartEvent start, @Nullable String instance) {
		return create(new RecordedRun(start.run(), List.of(start), null, List.of(), 0), start, Content.HIDDEN,
				instance);
	}

	/**
	 * Creates the view of a run that ended.
	 */
	RunView of(TerminalEvent end, @Nullable String instance) {
		RecordedRun run = new RecordedRun(end.run(), List.of(end), RecordedEnding.of(end), List.of(), 0);
		return create(run, end.start(), Content.HIDDEN, instance);
	}

	private RunView create(RecordedRun run, @Nullable StartEvent start, Content content, @Nullable String instance) {
		// a start that was made up says less than what follows
		RunInfo info = run.events().isEmpty() ? run.info() : run.events().get(run.events().size() - 1).run();
		TerminalEvent end = run.terminal();
		RecordedEnding ending = run.ending();
		GenAiRequest request = GenAiRequest.of(info, start);
		GenAiResponse response = (end != null) ? GenAiResponse.of(end) : null;
		String answered = (response != null) ? response.model() : null;
		String asked = (request != null) ? request.model() : null;
		return new RunView(info.id(), info.parentId(), info.rootId(), instance, info.kind(), info.name(), info.tags(),
				millis(info.startTime()), status(ending), millis(run.duration()), millis(this.waits.of(info.id())),
				millis(run.timeToFirstToken()), (ending != null && info.kind().isModel()) ? ending.tokens() : null,
				(request != null) ? request.provider() : null, (answered != null) ? answered : asked, parameters(start),
				(response != null) ? response.finishReasons() : List.of(), (response != null) ? response.usage() : null,
				cost(response, answered, asked),
				(end instanceof ErrorEvent error) ? EventView.failure(error.error()) : null,
				content.of(info.metadata()), content.of("input", run.input()), content.of("output", run.output()),
				(end instanceof LlmError error) ? content.of("output", partial(error)) : null);
	}

	private @Nullable Double cost(@Nullable GenAiResponse response, @Nullable String answered, @Nullable String asked) {
		if (response == null || response.usage() == null) {
			return null;
		}
		Price price = this.prices.price(answered, asked);
		return (price != null) ? price.cost(response.usage()) : null;
	}

	private static @Nullable String partial(LlmError error) {
		String text = error.partial().text();
		return text.isEmpty() ? null : text;
	}

	private static String status(@Nullable RecordedEnding ending) {
		if (ending == null) {
			return "OPEN";
		}
		return (ending.reason() != null) ? ending.reason().name() : "SUCCESS";
	}

	/**
	 * Returns the parameters that say nothing of the conversation.
	 */
	private static Map<String, Object> parameters(@Nullable StartEvent start) {
		if (!(start instanceof ChatModelStart chat)) {
			return Map.of();
		}
		Map<String, Object> parameters = new LinkedHashMap<>();
		chat.parameters().forEach((name, value) -> {
			if (value instanceof Number || value instanceof Boolean) {
				parameters.put(name, value);
			}
		});
		ChatOptions options = chat.options();
		put(parameters, "temperature", options.temperature());
		put(parameters, "maxTokens", options.maxTokens());
		put(parameters, "streaming", options.streaming());
		if (!options.tools().isEmpty()) {
			parameters.put("tools", options.tools().stream().map(ToolDefinition::name).toList());
		}
		return parameters;
	}

	private static void put(Map<String, Object> parameters, String name, @Nullable Object value) {
		if (value != null) {
			parameters.put(name, value);
		}
	}

	static double millis(Instant time) {
		return time.getEpochSecond() * 1e3 + time.getNano() / 1e6;
	}

	static @Nullable Double millis(@Nullable Duration duration) {
		return (duration != null) ? duration.toNanos() / 1e6 : null;
	}

}
