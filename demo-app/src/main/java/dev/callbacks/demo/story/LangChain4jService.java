// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.demo.story;

import dev.callbacks.demo.DemoModel;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.TokenStream;
import reactor.core.publisher.Flux;

import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * An application of LangChain4j, observed.
 */
@Component
@Order(9)
final class LangChain4jService implements Scenario {

	private final DemoModel model;

	LangChain4jService(DemoModel model) {
		this.model = model;
	}

	@Override
	public String title() {
		return "An AI service of LangChain4j";
	}

	@Override
	public String text() {
		return "A plain AI service over a streaming model of LangChain4j. With the starter each call of it is a "
				+ "run, with the call of the model below it; the code knows nothing of that.";
	}

	@Override
	public Flux<Line> play() {
		// tag::code[]
		Assistant assistant = AiServices.create(Assistant.class, new Model(this.model));
		TokenStream answer = assistant.answer("What is a window?");
		// end::code[]
		return Line.spoken("langchain4j",
				Flux.create((sink) -> answer.onPartialResponse(sink::next)
					.onCompleteResponse((response) -> sink.complete())
					.onError(sink::error)
					.start()));
	}

	/**
	 * The service, as an application that uses LangChain4j declares it.
	 */
	interface Assistant {

		TokenStream answer(String question);

	}

	/**
	 * A model of LangChain4j with prepared answers.
	 */
	private record Model(DemoModel model) implements StreamingChatModel {

		@Override
		public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
			StringBuilder text = new StringBuilder();
			this.model.tokens(request.messages().toString())
				.doOnNext(text::append)
				.subscribe(handler::onPartialResponse, handler::onError,
						() -> handler.onCompleteResponse(response(text.toString())));
		}

		private static ChatResponse response(String text) {
			return ChatResponse.builder().aiMessage(AiMessage.from(text)).build();
		}

	}

}
