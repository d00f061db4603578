"""Text as numbers and back: vocabularies, tokenizers, the choice of the next token (14.4, 17)."""

from groundup.text.byte_pair import BytePairTokenizer
from groundup.text.char_tokenizer import CharTokenizer
from groundup.text.sampling import sample, sampling_probabilities
from groundup.text.vocabulary import Vocabulary
from groundup.text.word_tokenizer import WordTokenizer, split_words
from groundup.text.wordpiece import Encoding, WordPieceTokenizer

__all__ = ["BytePairTokenizer", "CharTokenizer", "Encoding", "Vocabulary", "WordPieceTokenizer",
           "WordTokenizer", "sample", "sampling_probabilities", "split_words"]
