// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.springai;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import dev.callbacks.CallbackManager;
import dev.callbacks.RunConfig;
import dev.callbacks.chat.ChunkReader;
import dev.callbacks.chat.ObservedModel;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.LlmResult;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.client.ChatClientRequest;
import org.springframework.ai.chat.client.ChatClientResponse;
import org.springframework.ai.chat.client.advisor.api.Advisor;
import org.springframework.ai.chat.client.advisor.api.CallAdvisor;
import org.springframework.ai.chat.client.advisor.api.CallAdvisorChain;
import org.springframework.ai.chat.client.advisor.api.StreamAdvisor;
import org.springframework.ai.chat.client.advisor.api.StreamAdvisorChain;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.core.Ordered;

/**
 * Makes each round of the model in a turn of a chat client a run, with its tokens.
 */
final class RoundAdvisor implements CallAdvisor, StreamAdvisor, LoopTools.Stop {

	/** Around the model alone. */
	private static final int ORDER = Ordered.LOWEST_PRECEDENCE - 10;

	private final CallbackManager manager;

	private final TurnAdvisor turn;

	private final LoopTools tools;

	RoundAdvisor(CallbackManager manager, TurnAdvisor turn, LoopTools tools) {
		this.manager = manager;
		this.turn = turn;
		this.tools = tools;
	}

	@Override
	public ChatClientResponse adviseCall(ChatClientRequest request, CallAdvisorChain chain) {
		if (!isFirst(chain.getCallAdvisors())) {
			return chain.nextCall(request);
		}
		Supplier<ChatClientResponse> round = () -> this.tools.call(this, request, chain.getCallAdvisors(),
				(own) -> call(own, chain));
		return this.turn.isMissing(chain) ? this.turn.call(request, round) : round.get();
	}

	private ChatClientResponse call(ChatClientRequest request, CallAdvisorChain chain) {
		return observed(request).<ChatClientResponse, RuntimeException>call(
				() -> Observing.call(() -> chain.nextCall(request)), RoundAdvisor::result);
	}

	private static LlmResult result(ChatClientResponse response) {
		return (response.chatResponse() != null) ? Responses.result(response.chatResponse()) : LlmResult.none();
	}

	@Override
	public Flux<ChatClientResponse> adviseStream(ChatClientRequest request, StreamAdvisorChain chain) {
		if (!isFirst(chain.getStreamAdvisors())) {
			return chain.nextStream(request);
		}
		Flux<ChatClientResponse> round = this.tools.stream(this, request, chain.getStreamAdvisors(),
				(own) -> stream(own, chain.nextStream(own)));
		return Flux.deferContextual(
				(context) -> this.turn.isMissing(chain, context) ? this.turn.stream(request, round) : round);
	}

	private Flux<ChatClientResponse> stream(ChatClientRequest request, Flux<ChatClientResponse> responses) {
		return observed(request).stream(() -> responses.contextWrite(Observing::in), Reader::new);
	}

	/**
	 * Whether no other advisor of the chain does the same: one may be added twice.
	 */
	private boolean isFirst(List<? extends Advisor> advisors) {
		for (Advisor advisor : advisors) {
			if (advisor instanceof RoundAdvisor round && round.manager == this.manager) {
				return advisor == this;
			}
		}
		return true;
	}

	private ObservedModel observed(ChatClientRequest request) {
		Prompt prompt = request.prompt();
		String name = Names.ofOptions(prompt.getOptions());
		return new ObservedModel(this.manager, name, () -> Messages.request(prompt), Map.of("provider", name),
				RunConfig.empty());
	}

	@Override
	public String getName() {
		return "callbacks-round";
	}

	@Override
	public int getOrder() {
		return ORDER;
	}

	private static final class Reader implements ChunkReader<ChatClientResponse> {

		private final ResponseReader reader = new ResponseReader();

		@Override
		public @Nullable ChatChunk read(ChatClientResponse response) {
			return (response.chatResponse() != null) ? this.reader.read(response.chatResponse()) : null;
		}

		@Override
		public ChatChunk closing() {
			return this.reader.closing();
		}

	}

}
