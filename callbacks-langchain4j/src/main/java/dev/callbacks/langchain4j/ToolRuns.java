// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.langchain4j;

import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

import dev.callbacks.CallbackManager;
import dev.callbacks.CurrentRun;
import dev.callbacks.DrivenRun;
import dev.callbacks.Run;
import dev.callbacks.RunCancelledException;
import dev.callbacks.RunConfig;
import dev.callbacks.RunStateException;
import dev.callbacks.call.Failures;
import dev.callbacks.call.OpenCall;
import dev.callbacks.call.RunOpener;
import dev.callbacks.call.RunPlan;
import dev.callbacks.event.RunKind;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.exception.ToolArgumentsException;
import dev.langchain4j.exception.ToolExecutionException;
import dev.langchain4j.service.tool.ToolExecutionResult;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runs of tools below one run. A tool that has begun is never interrupted, however
 * its run ends.
 *
 * @param manager tells the handlers
 * @param above the run that asked for the tools
 */
record ToolRuns(CallbackManager manager, Run above) {

	private static final Logger logger = LoggerFactory.getLogger(LangChain4jCallbacks.class);

	/**
	 * Calls a tool. It returns and throws what the tool does; handlers are told the
	 * cause, without what the library wraps around it.
	 * @param request what the model asks the tool for
	 * @param config what is known of the tool
	 * @param tool calls the tool
	 */
	ToolExecutionResult call(ToolExecutionRequest request, RunConfig config, Supplier<ToolExecutionResult> tool) {
		Run before = CurrentRun.set(this.above);
		try {
			DrivenRun run = open(request, config);
			if (run == null) {
				return tool.get();
			}
			CurrentRun.set(run);
			return call(run, tool);
		}
		finally {
			CurrentRun.set(before);
		}
	}

	private @Nullable DrivenRun open(ToolExecutionRequest request, RunConfig config) {
		String arguments = Objects.requireNonNullElse(request.arguments(), "");
		String name = (request.name() == null || request.name().isBlank()) ? "tool" : request.name();
		try {
			Waiting.until(this.above.emitAction(name, arguments, ""));
		}
		catch (RunStateException ex) {
			logger.debug("The run that asks for tool {} is over", name);
		}
		catch (Throwable ex) {
			Failures.isolate(logger, "Handlers could not be told of a tool that a model asks for", ex);
		}
		DrivenRun run;
		try {
			run = RunOpener.observing(this.manager)
				.open(RunPlan.tool("", arguments, Map.of("input", arguments), request.id())
					.as(RunKind.TOOL, name)
					.withConfig(config));
		}
		catch (Throwable ex) {
			if (OpenCall.goesOnWithoutRun(ex)) {
				refuseIfFailed();
				return null;
			}
			throw ex;
		}
		if (Waiting.until(run.started()) instanceof RunCancelledException) {
			refuseIfFailed();
		}
		Refusal.await(run.started());
		return run;
	}

	/**
	 * Begins no tool if the run that asked for it is over since a handler has failed it.
	 * One that was cancelled is of no concern to the tool.
	 */
	private void refuseIfFailed() {
		if (this.above instanceof DrivenRun asking && !asking.isOpen()) {
			Refusal.await(asking.finished());
		}
	}

	private static ToolExecutionResult call(DrivenRun run, Supplier<ToolExecutionResult> tool) {
		ToolExecutionResult result;
		try {
			result = tool.get();
		}
		catch (Throwable ex) {
			Waiting.until(run.error(cause(ex)));
			throw ex;
		}
		if (result != null && result.isError()) {
			Waiting.until(run.error(new ToolFailedException(String.valueOf(output(result)))));
			return result;
		}
		Refusal.await(run.end(output(result)));
		return result;
	}

	private static Throwable cause(Throwable thrown) {
		boolean wrapper = thrown instanceof ToolExecutionException || thrown instanceof ToolArgumentsException;
		Throwable cause = thrown.getCause();
		return (wrapper && cause != null) ? cause : thrown;
	}

	private static @Nullable Object output(@Nullable ToolExecutionResult result) {
		if (result == null) {
			return null;
		}
		try {
			return result.resultText();
		}
		catch (IllegalStateException ex) {
			return result.resultContents();
		}
		catch (Throwable ex) {
			Failures.isolate(logger, "The result of a tool could not be read for the handlers", ex);
			return null;
		}
	}

}
