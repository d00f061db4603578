"""Models: whole networks in a line each."""

from groundup.models.bert import BERT
from groundup.models.diffusion import Denoiser, Diffusion
from groundup.models.gan import GAN
from groundup.models.gpt import GPT
from groundup.models.lenet import LeNet
from groundup.models.mlp import MLP
from groundup.models.resnet import ResidualBlock, ResNet
from groundup.models.rnn_classifier import RNNClassifier
from groundup.models.rnn_language_model import RNNLanguageModel
from groundup.models.sentence_encoder import SentenceEncoder
from groundup.models.seq2seq import Seq2Seq
from groundup.models.transformer_encoder import TransformerEncoder
from groundup.models.unet import UNet
from groundup.models.vae import VAE
from groundup.models.vgg import VGG
from groundup.models.yolo import YOLO
