// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.springai;

import java.net.URI;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

import dev.callbacks.InvalidRequestException;
import dev.callbacks.message.ChatMessage;
import dev.callbacks.message.ChatOptions;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.ContentPart;
import dev.callbacks.message.Role;
import dev.callbacks.message.ToolCall;
import dev.callbacks.message.ToolDefinition;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.content.Media;
import org.springframework.ai.content.MediaContent;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.util.MimeType;

/**
 * A translation of messages and options between Spring AI and this library.
 */
final class Messages {

	/**
	 * The schema of a tool that takes no arguments: providers refuse one without a type.
	 */
	private static final String NO_ARGUMENTS = "{\"type\":\"object\",\"properties\":{}}";

	private Messages() {
	}

	/**
	 * Translates a prompt, for handlers.
	 */
	static ChatRequest request(Prompt prompt) {
		List<ChatMessage> messages = new ArrayList<>();
		for (Message message : prompt.getInstructions()) {
			addTo(messages, message);
		}
		return ChatRequest.of(messages).withOptions(options(prompt.getOptions()));
	}

	private static void addTo(List<ChatMessage> messages, Message message) {
		if (message instanceof ToolResponseMessage answers) {
			answers.getResponses()
				.forEach((answer) -> messages
					.add(ChatMessage.tool(orEmpty(answer.id()), orEmpty(answer.responseData()))));
			return;
		}
		String text = orEmpty(message.getText());
		messages.add(switch (message.getMessageType()) {
			case SYSTEM -> ChatMessage.system(text);
			case ASSISTANT -> ChatMessage.assistant(text, toolCalls((AssistantMessage) message));
			default -> ChatMessage.user(parts(text, message));
		});
	}

	private static ContentPart[] parts(String text, Message message) {
		List<ContentPart> parts = new ArrayList<>();
		parts.add(new ContentPart.Text(text));
		if (message instanceof MediaContent content && content.getMedia() != null) {
			for (Media media : content.getMedia()) {
				String uri = (media.getData() instanceof String address) ? address : "";
				parts.add(new ContentPart.Media(media.getMimeType().toString(), uri));
			}
		}
		return parts.toArray(ContentPart[]::new);
	}

	static List<ToolCall> toolCalls(AssistantMessage message) {
		return message.getToolCalls()
			.stream()
			.map((call) -> new ToolCall(orEmpty(call.id()), orEmpty(call.name()), orEmpty(call.arguments())))
			.toList();
	}

	/**
	 * Models of other libraries, and answers that are made by hand, may leave out
	 * anything.
	 */
	private static String orEmpty(@Nullable String text) {
		return Objects.requireNonNullElse(text, "");
	}

	private static ChatOptions options(org.springframework.ai.chat.prompt.@Nullable ChatOptions options) {
		if (options == null) {
			return ChatOptions.none();
		}
		ChatOptions ours = ChatOptions.none();
		ours = (options.getModel() != null) ? ours.withModel(options.getModel()) : ours;
		ours = (options.getTemperature() != null) ? ours.withTemperature(options.getTemperature()) : ours;
		ours = (options.getMaxTokens() != null && options.getMaxTokens() > 0)
				? ours.withMaxTokens(options.getMaxTokens()) : ours;
		ours = (options.getStopSequences() != null) ? ours.withStop(options.getStopSequences().toArray(String[]::new))
				: ours;
		if (options instanceof ToolCallingChatOptions calling && calling.getToolCallbacks() != null) {
			ours = ours.withTools(calling.getToolCallbacks()
				.stream()
				.map(ToolCallback::getToolDefinition)
				.map((tool) -> new ToolDefinition(orEmpty(tool.name()), orEmpty(tool.description()),
						orEmpty(tool.inputSchema())))
				.toList());
		}
		return ours;
	}

	/**
	 * Translates a request for a model, with options of the model's own type.
	 */
	static Prompt prompt(ChatRequest request, ChatModel model) {
		List<Message> messages = new ArrayList<>();
		List<ToolResponseMessage.ToolResponse> outputs = new ArrayList<>();
		for (int i = 0; i < request.messages().size(); i++) {
			ChatMessage message = request.messages().get(i);
			if (message.role() == Role.TOOL) {
				outputs.add(output(request, i));
			}
			else {
				addOutputs(messages, outputs);
				messages.add(message(message));
			}
		}
		addOutputs(messages, outputs);
		return new Prompt(messages, options(request.options(), model.getOptions()));
	}

	/**
	 * Adds the outputs of one turn's tools as one message, as upstream does: some models
	 * want them all at once, and each with the name of its tool.
	 */
	private static void addOutputs(List<Message> messages, List<ToolResponseMessage.ToolResponse> outputs) {
		if (!outputs.isEmpty()) {
			messages.add(ToolResponseMessage.builder().responses(List.copyOf(outputs)).build());
			outputs.clear();
		}
	}

	private static ToolResponseMessage.ToolResponse output(ChatRequest request, int index) {
		ChatMessage message = request.messages().get(index);
		ToolCall call = request.answeredBy(index);
		return new ToolResponseMessage.ToolResponse(orEmpty(message.toolCallId()), (call != null) ? call.name() : "",
				message.text());
	}

	private static Message message(ChatMessage message) {
		return switch (message.role()) {
			case SYSTEM -> new SystemMessage(message.text());
			case USER -> UserMessage.builder().text(message.text()).media(media(message)).build();
			case ASSISTANT -> AssistantMessage.builder()
				.content(message.text())
				.toolCalls(message.toolCalls()
					.stream()
					.map((call) -> new AssistantMessage.ToolCall(call.id(), "function", call.name(), call.arguments()))
					.toList())
				.build();
			case TOOL -> throw new IllegalArgumentException("An output of a tool is no message of its own");
		};
	}

	private static List<Media> media(ChatMessage message) {
		return message.parts()
			.stream()
			.filter(ContentPart.Media.class::isInstance)
			.map((part) -> (ContentPart.Media) part)
			.map(Messages::media)
			.toList();
	}

	private static Media media(ContentPart.Media part) {
		MimeType type = MimeType.valueOf(part.mimeType());
		String content = part.base64();
		// not every model of upstream reads the content from the URI
		return (content != null) ? new Media(type, new ByteArrayResource(Base64.getDecoder().decode(content)))
				: new Media(type, URI.create(part.uri()));
	}

	private static org.springframework.ai.chat.prompt.ChatOptions options(ChatOptions options,
			org.springframework.ai.chat.prompt.@Nullable ChatOptions defaults) {
		org.springframework.ai.chat.prompt.ChatOptions.Builder<?> builder = (defaults != null) ? defaults.mutate()
				: org.springframework.ai.chat.prompt.ChatOptions.builder();
		if (options.model() != null) {
			builder.model(options.model());
		}
		if (options.temperature() != null) {
			builder.temperature(options.temperature());
		}
		if (options.maxTokens() != null) {
			builder.maxTokens(options.maxTokens());
		}
		if (!options.stop().isEmpty()) {
			builder.stopSequences(options.stop());
		}
		if (!options.tools().isEmpty()) {
			if (!(builder instanceof ToolCallingChatOptions.Builder<?> calling)) {
				throw new InvalidRequestException(
						"The model takes no tools; its options are " + builder.getClass().getName());
			}
			calling.toolCallbacks(options.tools().stream().<ToolCallback>map(DescribedTool::new).toList());
		}
		return builder.build();
	}

	/**
	 * A tool that is only described to the model. Whoever asked the model calls it.
	 */
	private record DescribedTool(ToolDefinition tool) implements ToolCallback {

		@Override
		public org.springframework.ai.tool.definition.ToolDefinition getToolDefinition() {
			return org.springframework.ai.tool.definition.ToolDefinition.builder()
				.name(this.tool.name())
				.description(this.tool.description())
				.inputSchema(this.tool.takesArguments() ? this.tool.inputSchema() : NO_ARGUMENTS)
				.build();
		}

		@Override
		public String call(String toolInput) {
			throw new UnsupportedOperationException(
					"Tool '" + this.tool.name() + "' is called by the agent that asked the model");
		}

	}

}
